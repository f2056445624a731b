"""What a locust user writes who looks for a fault and cuts one member out of koji's answer."""

import os
import xmlrpc.client

import gevent
from locust import FastHttpUser, task
from locust.exception import StopUser

NVR = b"gstreamer1-plugins-base-1.28.4-1.fc44"
PATH = "/" + os.environ["BENCH_ANSWER"]
BODY = xmlrpc.client.dumps((NVR.decode(),), "getBuild").encode()
HEADERS = {"Content-Type": "text/xml"}
left = int(os.environ["BENCH_REQUESTS"])


class Packager(FastHttpUser):
    host = os.environ["BENCH_URL"]

    @task
    def get_build(self):
        global left
        left -= 1
        if left < 0:
            # The first user that finds nothing left ends the run; a user cannot wait for its own end.
            if left == -1:
                gevent.spawn(self.environment.runner.quit)
            raise StopUser()
        response = self.client.post(PATH, data=BODY, headers=HEADERS)
        content = response.content
        if b"<fault>" in content:
            raise ValueError("a fault")
        member = content.index(b"<name>nvr</name>")
        start = content.index(b"<string>", member) + len(b"<string>")
        nvr = content[start : content.index(b"</string>", start)]
        if nvr != NVR:
            raise ValueError("another build: " + nvr.decode())
