/** That this tab is in a class. The token is the tab's: a closed browser has left nothing for whoever comes next. */
export interface Membership {
	/** The code of the class. */
	readonly code: string;
	/** Whoever has it is this member. */
	readonly token: string;
}

/** The key of the tab's storage, and of the mark in the browser's by which another tab asks the first. */
const key = 'tour:class';

/** Names the channel on which a new tab asks, and the answer. */
type Message = { ask: true } | { have: Membership };

/** The milliseconds for which a new tab waits for one that has joined. */
const patience = 1500;

/** Returns whether this browser may be in a class: a look at two storages, for every page. */
export function mayBeMember(): boolean {
	try {
		return sessionStorage.getItem(key) !== null || localStorage.getItem(key) !== null;
	} catch {
		return false; // without storage nobody has joined
	}
}

/** Returns this tab's membership. */
export function membership(): Membership | undefined {
	try {
		const { code, token } = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Membership>;
		return code === undefined || token === undefined ? undefined : { code, token };
	} catch {
		return undefined;
	}
}

/** Keeps the membership for this tab, and has new tabs ask for it. */
export function keepMembership(member: Membership): void {
	sessionStorage.setItem(key, JSON.stringify(member));
	try {
		localStorage.setItem(key, member.code);
	} catch {
		// Then other tabs have to join by themselves.
	}
}

/** Forgets the membership, in this tab and in those to come. */
export function forgetMembership(): void {
	try {
		sessionStorage.removeItem(key);
		localStorage.removeItem(key);
	} catch {
		// Without storage there is nothing to forget.
	}
}

/** Answers other tabs of this browser that ask, as long as this one is in a class. */
export function answerTabs(): void {
	new BroadcastChannel(key).onmessage = function (this: BroadcastChannel, { data }: MessageEvent<Message>): void {
		const member = membership();
		if ('ask' in data && member) {
			this.postMessage({ have: member } satisfies Message);
		}
	};
}

/** Resolves to this tab's membership, or that of another tab of this browser, which is then this one's too. */
export async function findMembership(): Promise<Membership | undefined> {
	const own = membership();
	if (own) {
		return own;
	}
	const channel = new BroadcastChannel(key);
	const found = await new Promise<Membership | undefined>((resolve) => {
		const timer = setTimeout(() => resolve(undefined), patience);
		channel.onmessage = ({ data }: MessageEvent<Message>) => {
			if ('have' in data) {
				clearTimeout(timer);
				resolve(data.have);
			}
		};
		channel.postMessage({ ask: true } satisfies Message);
	});
	channel.close();
	if (found) {
		keepMembership(found);
	} else {
		forgetMembership(); // the browser was closed meanwhile
	}
	return found;
}
