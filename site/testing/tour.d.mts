export class Tour {
	static serve(options?: { sandbox?: string; classes?: boolean }): Promise<Tour>;
	readonly address: string;
	readonly claim?: string;
	stop(): Promise<void>;
}
