"""The network of a program: it has itself alone, at localhost."""

import errno
import ipaddress
import itertools
import selectors
import socket
import weakref

from .sockets import Socket, fault, join

# What errors about any other host end in, as those of Go programs do.
NONE_HERE = ": there is no network here"

# What the C library of browsers lacks; servers have both set.
socket.SO_REUSEADDR, socket.SO_REUSEPORT = 2, 15

LOCAL = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
ANY = {socket.AF_INET: "0.0.0.0", socket.AF_INET6: "::"}


class Network:
    """The sockets of a program: by their descriptors, and the servers' by their addresses."""

    def __init__(self, timeline):
        self._timeline = timeline
        self._sockets = weakref.WeakValueDictionary()
        self._bound = {}  # by (host, port)
        self._causes = {}  # by descriptor: the number of the task that last changed something for the socket
        self._descriptors = itertools.count(7)
        self._ports = itertools.count(49152)
        self._watchers = weakref.WeakSet()

    def watch(self, selector):
        """Has a selector told of sockets for which something has changed."""
        self._watchers.add(selector)

    def add(self, sock):
        fd = next(self._descriptors)
        self._sockets[fd] = sock
        return fd

    def remove(self, sock):
        self._sockets.pop(sock.fileno(), None)
        self._causes.pop(sock.fileno(), None)
        for name in [name for name, bound in self._bound.items() if bound is sock]:
            del self._bound[name]

    def get(self, fd):
        """Returns the socket with a descriptor, or None."""
        return self._sockets.get(fd)

    def cause(self, fd):
        """Returns the number of the task whose doing it is that a socket can go on, or None."""
        return self._causes.get(fd)

    def stir(self, sock):
        """Something has changed for the socket."""
        fd = sock.fileno()
        self._causes[fd] = self._timeline.by()
        for selector in self._watchers:
            selector.stirred(fd)

    def anywhere(self, family):
        return name(ANY[family], 0)

    def near(self, family):
        """Returns an address for the end of a connection that asks for it."""
        return name(LOCAL[family], next(self._ports))

    def bind(self, sock, address):
        """Gives a socket an address, and returns that."""
        host, port = numeric(address[0], sock.family, ANY), address[1]
        if not ours(host):
            raise fault(errno.EADDRNOTAVAIL)
        port = port or next(self._ports)
        for other, taken in self._bound:
            if port == taken and (host == other or ANY[sock.family] in (host, other)):
                raise fault(errno.EADDRINUSE)
        self._bound[host, port] = sock
        return name(host, port)

    def find(self, address, family):
        """Returns an address in numbers, and the socket of the server there, or None."""
        host, port = numeric(address[0], family, LOCAL), address[1]
        if not ours(host):
            raise fault(errno.ENETUNREACH, NONE_HERE)
        if host == ANY[family]:
            host = LOCAL[family]
        bound = self._bound.get((host, port)) or self._bound.get((ANY[family], port))
        return name(host, port), bound if bound is not None and bound.listens else None


class Selector(selectors._BaseSelectorImpl):
    """Waits for sockets, or until the clock has come to a time. Sockets come as they became ready."""

    def __init__(self, clock, network):
        super().__init__()
        self._clock = clock
        self._network = network
        self._awake = {}  # the descriptors of sockets that may be ready, in order
        network.watch(self)

    def register(self, fileobj, events, data=None):
        key = super().register(fileobj, events, data)
        self._awake[key.fd] = None
        return key

    def modify(self, fileobj, events, data=None):
        key = super().modify(fileobj, events, data)
        self._awake[key.fd] = None
        return key

    def stirred(self, fd):
        """Something has changed for a socket."""
        if fd in self._fd_to_key:
            self._awake[fd] = None

    def select(self, timeout=None):
        clock = self._clock
        ready = self._ready()
        if ready:
            timeout = 0
        if clock.strand is not clock.main:
            clock.wait(lambda: False, None if timeout is None else clock.now() + timeout)
        elif timeout is None:
            clock.skip()
        else:
            clock.skip_to(clock.now() + timeout)
        return ready or self._ready()

    def _ready(self):
        """Returns the sockets that are ready. They are looked at again the next time, after those that become so."""
        found = []
        for fd in list(self._awake):
            del self._awake[fd]
            key, sock = self._fd_to_key.get(fd), self._network.get(fd)
            if key is None or sock is None:
                continue
            events = key.events & (sock.readable * selectors.EVENT_READ | sock.writable * selectors.EVENT_WRITE)
            if events:
                found.append((key, events))
                self._awake[fd] = None
        return found


def name(host, port):
    """Returns an address as a socket has it."""
    return (host, port, 0, 0) if ":" in host else (host, port)


def ours(host):
    """Reports whether an address in numbers is the program's own."""
    return host.startswith("127.") or host in (*LOCAL.values(), *ANY.values())


def numeric(host, family, nobody):
    """Returns a host's address in numbers; for "" the one that `nobody` has."""
    return nobody[family] if host == "" else getaddrinfo(host, 0, family)[0][4][0]


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Stands in for socket.getaddrinfo: it knows numbers, and localhost."""
    if isinstance(host, bytes):
        host = host.decode()
    if not host:
        host = (ANY if flags & socket.AI_PASSIVE else LOCAL)[family or socket.AF_INET]
    elif host.lower() in ("localhost", socket.gethostname().lower()):
        host = LOCAL[family or socket.AF_INET]
    found = family_of(host)
    if found is None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known" + NONE_HERE)
    if family and family != found:
        raise socket.gaierror(socket.EAI_FAMILY, "Address family for hostname not supported")
    if isinstance(port, str) and not port.isdigit():
        port = {"http": 80, "https": 443}.get(port)
        if port is None:
            raise socket.gaierror(socket.EAI_SERVICE, "Servname not supported for ai_socktype")
    return [(found, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", name(host, int(port or 0)))]


def family_of(host):
    """Returns the family of an address in numbers; None if it is none."""
    try:
        return {4: socket.AF_INET, 6: socket.AF_INET6}[ipaddress.ip_address(host).version]
    except ValueError:
        return None


def install(timeline):
    """Puts ours in the place of Python's own, and returns the program's network."""
    network = Network(timeline)
    kind = type("socket", (Socket,), {"network": network, "__module__": "socket"})

    def socketpair(family=socket.AF_INET, type=socket.SOCK_STREAM, proto=0):
        pair = kind(family, type, proto), kind(family, type, proto)
        join(*pair, network.near(family), network.near(family))
        return pair

    def gethostbyname(host):
        return getaddrinfo(host, 0, socket.AF_INET)[0][4][0]

    socket.socket = socket.SocketType = kind
    socket.socketpair, socket.getaddrinfo, socket.gethostbyname = socketpair, getaddrinfo, gethostbyname
    return network
