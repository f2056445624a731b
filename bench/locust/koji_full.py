"""What a locust user writes who decodes koji's answers with the standard library."""

import os
import xmlrpc.client

import gevent
from locust import FastHttpUser, task
from locust.exception import StopUser

NVR = "gstreamer1-plugins-base-1.28.4-1.fc44"
PATH = "/" + os.environ["BENCH_ANSWER"]
BODY = xmlrpc.client.dumps((NVR,), "getBuild").encode()
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
        (build,), _method = xmlrpc.client.loads(response.content)
        if build["nvr"] != NVR:
            raise ValueError("another build: " + build["nvr"])
