#!/usr/bin/python3
"""Drops a file on a window as a file manager does (XDND), for tests: drop.py WINDOW_ID PATH."""
import ctypes
import ctypes.util
import os
import sys
import time
import urllib.parse

X = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
X.XOpenDisplay.restype = ctypes.c_void_p
X.XInternAtom.restype = ctypes.c_ulong
X.XDefaultRootWindow.restype = ctypes.c_ulong
X.XCreateSimpleWindow.restype = ctypes.c_ulong
X.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
X.XDefaultRootWindow.argtypes = X.XPending.argtypes = X.XSync.argtypes = [ctypes.c_void_p]
X.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
X.XCreateSimpleWindow.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + \
    [ctypes.c_uint] * 3 + [ctypes.c_ulong] * 2
X.XSetSelectionOwner.argtypes = [ctypes.c_void_p] + [ctypes.c_ulong] * 3
X.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
X.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long,
                         ctypes.c_void_p]
X.XChangeProperty.argtypes = [ctypes.c_void_p] + [ctypes.c_ulong] * 3 + \
    [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]

CLIENT_MESSAGE, SELECTION_REQUEST, SELECTION_NOTIFY = 33, 30, 31


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("pad", ctypes.c_long * 24)]


class Selection(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("a", ctypes.c_ulong), ("b", ctypes.c_ulong),
                ("c", ctypes.c_ulong), ("d", ctypes.c_ulong), ("e", ctypes.c_ulong),
                ("f", ctypes.c_ulong), ("pad", ctypes.c_long * 24)]


def main():
    target, path = int(sys.argv[1]), os.path.abspath(sys.argv[2])
    text = ("file://" + urllib.parse.quote(path) + "\r\n").encode()
    display = X.XOpenDisplay(None)
    atom = lambda name: X.XInternAtom(display, name.encode(), 0)
    root = X.XDefaultRootWindow(display)
    source = X.XCreateSimpleWindow(display, root, 0, 0, 1, 1, 0, 0, 0)
    uris = atom("text/uri-list")
    X.XSetSelectionOwner(display, atom("XdndSelection"), source, 0)

    def tell(name, *data):
        event = ClientMessage(type=CLIENT_MESSAGE, window=target, message=atom(name), format=32)
        for i, value in enumerate((source, *data)):
            event.data[i] = value
        X.XSendEvent(display, target, 0, 0, ctypes.byref(event))
        X.XSync(display, 0)
        time.sleep(0.2)

    tell("XdndEnter", 5 << 24, uris)
    tell("XdndPosition", 0, 300 << 16 | 300, 0, atom("XdndActionCopy"))
    tell("XdndDrop", 0, 0)
    end = time.time() + 10
    while time.time() < end:
        if not X.XPending(display):
            time.sleep(0.05)
            continue
        event = Selection()
        X.XNextEvent(display, ctypes.byref(event))
        if event.type == CLIENT_MESSAGE:
            done = ctypes.cast(ctypes.byref(event), ctypes.POINTER(ClientMessage)).contents
            if done.message == atom("XdndFinished"):
                return 0
        if event.type == SELECTION_REQUEST:  # owner, requestor, selection, target, property, time
            X.XChangeProperty(display, event.b, event.e, event.d, 8, 0, text, len(text))
            answer = Selection(type=SELECTION_NOTIFY, a=event.b, b=event.c, c=event.d, d=event.e,
                               e=event.f)
            X.XSendEvent(display, event.b, 0, 0, ctypes.byref(answer))
            X.XSync(display, 0)
    return 1


if __name__ == "__main__":
    sys.exit(main())
