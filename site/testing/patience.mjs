/**
 * How long a test waits for an event, in milliseconds, before it takes the event
 * for one that never comes: far longer than the slowest machine needs. All tests
 * of the page and of the server behind it wait as long.
 */
export const patience = 10 * 60_000;

/** The longest that a whole test may take, in milliseconds: it waits for many events, one after the other. */
export const longest = 6 * patience;
