"""Publishes a line a second on a ZeroMQ PUB socket, as fedmsg's gateway does, until it is ended."""

import sys
import time

import zmq

socket = zmq.Context().socket(zmq.PUB)
socket.bind(f"tcp://127.0.0.1:{sys.argv[1]}")
while True:
    socket.send_multipart([b"org.fedoraproject.prod.buildsys.tag", b"{}"])
    time.sleep(1)
