import type { Lang } from '../../ts/contract/run';

/** The editor's own phrases, in Chinese; they are in English by default. */
const zh: Record<string, string> = {
	Find: '查找',
	Replace: '替换为',
	next: '下一个',
	previous: '上一个',
	all: '全部',
	'match case': '区分大小写',
	'by word': '全字匹配',
	regexp: '正则表达式',
	replace: '替换',
	'replace all': '全部替换',
	close: '关闭',
	'current match': '当前匹配',
	'replaced $ matches': '已替换 $ 处',
	'replaced match on line $': '已替换第 $ 行的匹配',
	'on line': '位于行',
	'Go to line': '跳到行',
	go: '跳转',
	'Control character': '控制字符',
	Diagnostics: '问题',
	'No diagnostics': '没有问题',
	Completions: '补全',
	'Adds import "$"': '同时加入 import "$"',
};

/** Returns the editor's phrases in a language. */
export function phrases(lang: Lang): Record<string, string> {
	return lang === 'zh' ? zh : {};
}
