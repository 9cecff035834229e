export function wasmExec(): string;
