export const isWhole: boolean;
export function isTurn(i: number, n: number, turns: number): boolean;
