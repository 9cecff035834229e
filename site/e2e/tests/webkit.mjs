export function webkit() {}
