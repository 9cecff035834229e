export const isWhole: boolean;
