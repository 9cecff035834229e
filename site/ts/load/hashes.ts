/** Whether the bytes begin to hash to the digits. */
export async function hashes(bytes: BufferSource, digits: string): Promise<boolean> {
	const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('').startsWith(digits);
}
