export class Tour {
	static serve(options?: { sandbox?: string }): Promise<Tour>;
	readonly address: string;
	stop(): Promise<void>;
}
