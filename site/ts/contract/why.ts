import type { Why } from './offline';

/** Returns why something could not be kept, with that signal to halt it. Browsers speak of an abort when a download breaks off, too. */
export function why(error: unknown, signal?: AbortSignal): Why {
	if (signal?.aborted) {
		return 'halted';
	}
	switch (error instanceof Error ? error.name : '') {
		case 'QuotaExceededError':
		case 'NS_ERROR_FILE_NO_DEVICE_SPACE':
			return 'full';
		case 'SecurityError':
		case 'NotSupportedError':
			return 'denied';
	}
	return 'broken';
}
