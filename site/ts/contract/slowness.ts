/** How many times as long as it says a sleep takes in slow motion: server/play has the same. */
export const slowness = 4;
