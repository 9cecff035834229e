import type { MessageKey } from '../../contract/run';

/** How browsers say that a policy keeps a module from being compiled: Chromium, Firefox, WebKit. */
const forbidden = /content security policy|blocked by csp|disallowed by embedder|unsafe-eval/i;

/**
 * Returns the sentence for what kept a file of ours from being used: its host forbids to compile it, or sends
 * something else in its place; `otherwise` if it is neither.
 */
export function causeOf(error: unknown, otherwise: MessageKey): MessageKey {
	if (!(error instanceof Error)) {
		return otherwise;
	}
	if (forbidden.test(error.message)) {
		return 'policy';
	}
	return error instanceof WebAssembly.CompileError || error.name === 'ChangedError' ? 'changed' : otherwise;
}
