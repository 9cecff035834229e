"""Sockets in memory, which behave as those of Linux do: asyncio's own transports and servers run on them."""

import collections
import errno
import io
import socket
import weakref

from .clock import CANNOT_WAIT

Original = socket.socket

# How many bytes may wait to be read from a socket: then it takes no more.
ROOM = 1 << 20


class Errno(int):
    """A number of an error. It is shown as Linux has it: the C library of browsers has numbers of its own."""

    LINUX = {
        errno.EBADF: 9,
        errno.EAGAIN: 11,
        errno.EINVAL: 22,
        errno.EPIPE: 32,
        errno.EOPNOTSUPP: 95,
        errno.EADDRINUSE: 98,
        errno.EADDRNOTAVAIL: 99,
        errno.ENETUNREACH: 101,
        errno.ECONNRESET: 104,
        errno.EISCONN: 106,
        errno.ENOTCONN: 107,
        errno.ECONNREFUSED: 111,
        errno.EINPROGRESS: 115,
    }

    def __repr__(self):
        return str(self.LINUX[int(self)])


# What Linux says of an error.
TEXTS = {
    errno.EBADF: "Bad file descriptor",
    errno.EAGAIN: "Resource temporarily unavailable",
    errno.EINVAL: "Invalid argument",
    errno.EPIPE: "Broken pipe",
    errno.EOPNOTSUPP: "Operation not supported",
    errno.EADDRINUSE: "Address already in use",
    errno.EADDRNOTAVAIL: "Cannot assign requested address",
    errno.ENETUNREACH: "Network is unreachable",
    errno.ECONNRESET: "Connection reset by peer",
    errno.EISCONN: "Transport endpoint is already connected",
    errno.ENOTCONN: "Transport endpoint is not connected",
    errno.ECONNREFUSED: "Connection refused",
    errno.EINPROGRESS: "Operation now in progress",
}


def fault(number, more=""):
    """Returns the exception for the number of an error."""
    return OSError(Errno(number), TEXTS[number] + more)


class Socket:
    """Stands in for socket.socket: a stream between two sockets of the program, or a server's socket."""

    network = None  # given by network.install

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is not None:
            raise fault(errno.EBADF)
        self.family = socket.AddressFamily(socket.AF_INET if family == -1 else family)
        self.type = socket.SocketKind(socket.SOCK_STREAM if type == -1 else type)
        self.proto = max(proto, 0)
        if self.family not in (socket.AF_INET, socket.AF_INET6) or self.type != socket.SOCK_STREAM:
            raise fault(errno.EOPNOTSUPP, ": sockets here are those of TCP alone")
        self._timeout = socket.getdefaulttimeout()
        self._name = None  # its own address, once it has one
        self._peer_name = None
        self._other = None  # a reference to the socket at the other end, as long as that is open
        self._backlog = None  # of a server's: the connections that nobody has accepted
        self._inbox = bytearray()  # what can be read
        self._ended = False  # nothing will be added to the inbox
        self._shut = False  # nothing can be written
        self._broken = False  # the connection was reset
        self._error = 0  # that the next call raises
        self._options = {}
        self._io_refs = 0
        self._closed = False
        self._fd = self.network.add(self)

    # What socket.socket does in Python.
    __enter__ = Original.__enter__
    __exit__ = Original.__exit__
    __repr__ = Original.__repr__
    makefile = Original.makefile
    close = Original.close
    _decref_socketios = Original._decref_socketios

    _fd = -1

    def __del__(self):
        if self._fd >= 0:
            self._real_close()

    @property
    def _peer(self):
        """The socket at the other end, or None."""
        return self._other and self._other()

    @property
    def listens(self):
        """Whether it is the socket of a server."""
        return self._backlog is not None

    @property
    def readable(self):
        """Whether a call that reads would return at once."""
        if self._backlog is not None:
            return bool(self._backlog)
        return bool(self._inbox or self._ended or self._broken or self._error)

    @property
    def writable(self):
        """Whether a call that writes would return at once."""
        peer = self._peer
        return self._backlog is None and (peer is None or self._broken or self._shut or len(peer._inbox) < ROOM)

    def fileno(self):
        return self._fd

    def getsockname(self):
        self._check()
        return self._name or self.network.anywhere(self.family)

    def getpeername(self):
        self._check()
        if self._peer_name is None:
            raise fault(errno.ENOTCONN)
        return self._peer_name

    def getsockopt(self, level, option, size=0):
        if (level, option) == (socket.SOL_SOCKET, socket.SO_ERROR):
            number, self._error = self._error, 0
            return Errno(number) if number else 0
        return self._options.get((level, option), 0)

    def setsockopt(self, level, option, value, size=0):
        self._options[level, option] = value

    def gettimeout(self):
        return self._timeout

    def settimeout(self, seconds):
        self._timeout = seconds

    def getblocking(self):
        return self._timeout != 0

    def setblocking(self, blocking):
        self._timeout = None if blocking else 0.0

    def get_inheritable(self):
        return False

    def set_inheritable(self, inheritable):
        pass

    def bind(self, address):
        self._check()
        if self._name is not None:
            raise fault(errno.EINVAL)
        self._name = self.network.bind(self, address)

    def listen(self, backlog=128):
        self._check()
        if self._name is None:
            self._name = self.network.bind(self, self.network.anywhere(self.family))
        if self._backlog is None:
            self._backlog = collections.deque()

    def accept(self):
        self._check()
        if self._backlog is None:
            raise fault(errno.EINVAL)
        if not self._backlog:
            self._would_wait()
        accepted = self._backlog.popleft()
        return accepted, accepted._peer_name

    def connect(self, address):
        self._check()
        if self._peer_name is not None:
            raise fault(errno.EISCONN)
        address, server = self.network.find(address, self.family)
        if self._name is None:
            self._name = self.network.near(self.family)
        if server is None:
            self._error = errno.ECONNREFUSED
        else:
            end = type(self)(self.family, self.type, self.proto)
            join(self, end, self._name, address)
            server._backlog.append(end)
            self.network.stir(server)
        self.network.stir(self)
        if self._timeout == 0:
            raise fault(errno.EINPROGRESS)
        self._raise_error()

    def connect_ex(self, address):
        try:
            self.connect(address)
        except OSError as error:
            return error.errno
        return 0

    def recv(self, size, flags=0):
        self._check()
        if not self._inbox:
            return self._nothing()
        full = len(self._inbox) >= ROOM
        data = bytes(self._inbox[:size])
        if not flags & socket.MSG_PEEK:
            del self._inbox[:size]
            if full and self._peer is not None:
                self.network.stir(self._peer)
        return data

    def recv_into(self, buffer, size=0, flags=0):
        data = self.recv(size or len(buffer), flags)
        memoryview(buffer)[: len(data)] = data
        return len(data)

    def send(self, data, flags=0):
        self._check()
        self._raise_error()
        if self._broken or self._shut:
            raise fault(errno.EPIPE)
        if self._peer_name is None:
            raise fault(errno.ENOTCONN)
        data = memoryview(data).cast("B")
        if self._peer is None:
            # It takes this, and learns by that that the other end is closed.
            self._reset(errno.EPIPE if self._ended else errno.ECONNRESET)
            return len(data)
        room = ROOM - len(self._peer._inbox)
        if room <= 0:
            self._would_wait()
        self._peer._inbox += data[:room]
        self.network.stir(self._peer)
        return min(len(data), room)

    def sendmsg(self, buffers):
        return self.send(b"".join(buffers))

    def sendall(self, data, flags=0):
        data = memoryview(data).cast("B")
        while data:
            data = data[self.send(data) :]

    def shutdown(self, how):
        self._check()
        if self._peer_name is None:
            raise fault(errno.ENOTCONN)
        if how in (socket.SHUT_RD, socket.SHUT_RDWR):
            self._ended = True
        if how in (socket.SHUT_WR, socket.SHUT_RDWR):
            self._shut = True
            if self._peer is not None:
                self._peer._end()

    def detach(self):
        raise io.UnsupportedOperation("a socket here has no descriptor that could go on without it")

    def _real_close(self):
        self.network.remove(self)
        self._fd = -1
        peer, self._other = self._peer, None
        if peer is not None:
            peer._other = None
            if self._inbox:
                peer._reset(errno.ECONNRESET)
            else:
                peer._end()
        for unaccepted in self._backlog or ():
            other = unaccepted._peer
            unaccepted._real_close()
            if other is not None:
                other._reset(errno.ECONNRESET)
        self._backlog = None

    def _end(self):
        """Nothing more will come."""
        self._ended = True
        self.network.stir(self)

    def _reset(self, number):
        """The connection is over: the other end is closed, and has thrown away what came last."""
        self._broken, self._error, self._other = True, number, None
        self.network.stir(self)

    def _nothing(self):
        """Returns what is read where nothing is there."""
        if self._ended:
            return b""
        self._raise_error()
        if self._broken:
            return b""
        if self._peer_name is None:
            raise fault(errno.ENOTCONN)
        self._would_wait()

    def _check(self):
        if self._fd < 0:
            raise fault(errno.EBADF)

    def _raise_error(self):
        number, self._error = self._error, 0
        if number:
            raise fault(number)

    def _would_wait(self):
        """Refuses to wait: whoever could end that runs on the same thread."""
        if self._timeout == 0:
            raise fault(errno.EAGAIN)
        raise RuntimeError(CANNOT_WAIT)


def join(one, other, name, other_name):
    """Connects two sockets, which have those names."""
    one._name = other._peer_name = name
    other._name = one._peer_name = other_name
    one._other, other._other = weakref.ref(other), weakref.ref(one)
