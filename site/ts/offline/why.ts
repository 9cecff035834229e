import type { Why } from './messages';

/** Returns why something could not be kept. */
export function why(error: unknown): Why {
	switch (error instanceof Error ? error.name : '') {
		case 'QuotaExceededError':
		case 'NS_ERROR_FILE_NO_DEVICE_SPACE':
			return 'full';
		case 'SecurityError':
		case 'NotSupportedError':
			return 'denied';
		case 'AbortError':
			return 'halted';
	}
	return 'broken';
}
