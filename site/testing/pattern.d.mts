export function escaped(text: string): string;
export function outputPattern(documented: string): RegExp;
