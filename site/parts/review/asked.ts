/** What the tour can ask anywhere: the predictions and questions of its lessons, see server/web/review.go. */
export interface Asked {
	id: string;
	version: string;
	/** Where it is asked, beneath the language: "gather/#gather/three-tasks". */
	at: string;
	/** The title of its lesson. */
	lesson: string;
	html: string;
	/** Of a prediction: what the program prints, and how long it takes, in milliseconds. */
	output?: string;
	takes?: number;
}

/** Loads all that can be asked, in the order of the lessons. */
export async function loadAsked(address: string): Promise<Asked[]> {
	const response = await fetch(address);
	if (!response.ok) {
		throw new Error(`status ${response.status}`);
	}
	return (await response.json()) as Asked[];
}
