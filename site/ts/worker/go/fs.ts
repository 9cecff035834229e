import { atOnce, type FileSystem, flags, statusOf } from './calls';
import { Descriptors, reading, type Streams, writing, zonesPath } from './descriptors';
import { failure, kinds } from './inode';
import { Tree } from './tree';

/**
 * The files of a program, which are in memory and end with it, and the folder that it is in. They begin as in the
 * server's sandboxes (server/sandbox/gvisor).
 */
export interface Files {
	fs: FileSystem;
	cwd: () => string;
	chdir: (path: string) => void;
}

const home = '/home/gopher';

/** The variables that packages os, os/user and time ask for. */
export const environment = {
	HOME: home,
	LOGNAME: 'gopher',
	PATH: '/usr/local/bin:/usr/bin:/bin',
	PWD: home,
	USER: 'gopher',
	ZONEINFO: zonesPath,
};

/** The files that there are when a program starts. */
const hosts = '127.0.0.1 localhost\n::1 localhost\n';
const folders = ['/dev', '/etc', '/home', home, '/tmp', '/usr', '/usr/share'];

/** Returns the files that a program starts with. */
export function files(streams: Streams): Files {
	const tree = startTree(() => streams.now());
	const descriptors = new Descriptors(streams, tree);
	return {
		fs: { constants: flags, ...byPath(tree), ...descriptors.calls() },
		cwd: () => tree.pathOf(),
		chdir: (path) => {
			const folder = tree.find(path);
			if (!folder.entries) {
				throw failure('ENOTDIR');
			}
			tree.current = folder;
		},
	};
}

/** Returns the tree that a program finds, in whose home it starts. */
function startTree(now: () => number): Tree {
	const tree = new Tree(now);
	for (const path of folders) {
		tree.mkdir(path, 0o755);
	}
	tree.find('/tmp').setPermissions(0o1777);
	tree.write(tree.create('/etc/hosts', 0o444, true).node, new TextEncoder().encode(hosts), 0);
	tree.create('/dev/null', 0, true).node.mode = kinds.device | 0o666;
	tree.current = tree.find(home);
	return tree;
}

/** The calls that take paths alone. */
function byPath(tree: Tree): FileSystem {
	return {
		stat: atOnce((path: string) => statusOf(tree.find(path))),
		lstat: atOnce((path: string) => statusOf(tree.find(path, true))),
		readdir: atOnce((path: string) => {
			const folder = tree.find(path);
			folder.allow(reading);
			return [...(folder.entries ?? [])].map(([name]) => name);
		}),
		mkdir: atOnce((path: string, mode: number) => void tree.mkdir(path, mode)),
		rmdir: atOnce((path: string) => tree.rmdir(path)),
		unlink: atOnce((path: string) => tree.unlink(path)),
		rename: atOnce((from: string, to: string) => tree.rename(from, to)),
		link: atOnce((from: string, to: string) => tree.link(from, to)),
		symlink: atOnce((target: string, path: string) => tree.symlink(target, path)),
		readlink: atOnce((path: string) => {
			const link = tree.find(path, true);
			if (!link.is('link')) {
				throw failure('EINVAL');
			}
			return link.text;
		}),
		truncate: atOnce((path: string, size: number) => {
			const file = tree.find(path);
			file.allow(writing);
			tree.truncate(file, size);
		}),
		chmod: atOnce((path: string, mode: number) => tree.find(path).setPermissions(mode)),
		chown: atOnce((path: string) => void tree.find(path)),
		lchown: atOnce((path: string) => void tree.find(path, true)),
		utimes: atOnce((path: string, accessed: number, modified: number) => {
			Object.assign(tree.find(path), { accessed: accessed * 1000, modified: modified * 1000 });
		}),
	};
}
