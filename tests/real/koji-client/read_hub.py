"""Reads a hub with the official koji client; prints a JSON list of {name, ok, detail}, one for each question."""

import json
import sys

import koji

session = koji.ClientSession(sys.argv[1], {"anon_retry": False, "max_retries": 1, "timeout": 30})
results = []


def ask(name, question):
    try:
        results.append({"name": name, "ok": True, "detail": question()})
    except Exception as problem:  # whatever the client raises is the answer
        detail = f"{type(problem).__name__}: {problem}"
        results.append({"name": name, "ok": False, "detail": detail[:300]})


def fault(name, wanted, code, call):
    """The client must raise its own class for a fault, and with its code."""

    def question():
        try:
            call()
        except wanted as raised:
            assert raised.faultCode == code, f"fault code {raised.faultCode}, expected {code}"
            return f"{type(raised).__name__}: {raised}"
        raise AssertionError("no fault")

    ask(name, question)


def newest(limit):
    opts = {"limit": limit, "order": "-build_id"}
    return session.listBuilds(state=koji.BUILD_STATES["COMPLETE"], queryOpts=opts)


def list_builds():
    builds = newest(20)
    ids = [build["build_id"] for build in builds]
    assert len(builds) == 20 and ids == sorted(ids, reverse=True), ids
    assert all(isinstance(build["completion_ts"], float) for build in builds), "times are not float"
    return f"{len(builds)} builds, newest {builds[0]['nvr']}"


def get_build():
    wanted = newest(1)[0]
    build = session.getBuild(wanted["nvr"])
    assert build["id"] == wanted["build_id"], build
    assert koji.parse_NVR(build["nvr"])["name"] == build["name"], build
    assert session.getBuild("no-such-build-1-1") is None
    return f"{build['nvr']} is build {build['id']}"


def list_tags():
    for build in newest(20)[::-1]:
        tags = [tag["name"] for tag in session.listTags(build=build["nvr"])]
        if tags:
            return f"{build['nvr']} is in {', '.join(tags)}"
    raise AssertionError("no build is in any tag")


def multi_call():
    with session.multicall(strict=True) as multi:
        version = multi.getAPIVersion()
        target = multi.getBuildTarget("rawhide")
        event = multi.getLastEvent()
        hosts = multi.listHosts(enabled=True)
    assert version.result == 1
    assert isinstance(event.result["ts"], float) and hosts.result
    return f"4 answers; rawhide is built in {target.result['build_tag_name']}"


def mixed_multi_call():
    with session.multicall() as multi:
        good = multi.getAPIVersion()
        bad = multi.getBuild("no-such-build-1-1", strict=True)
    assert good.result == 1
    try:
        bad.result
    except koji.GenericError as raised:
        return f"1 answer, 1 fault: {raised}"
    raise AssertionError("the fault of an item is lost")


def history():
    for build in newest(20)[::-1]:
        for tag in session.listTags(build=build["nvr"]):
            rows = session.queryHistory(tables=["tag_listing"], tag=tag["name"], active=True)["tag_listing"]
            assert all(row["tag.name"] == tag["name"] and row["active"] for row in rows), rows[:1]
            assert build["build_id"] in [row["build_id"] for row in rows], f"{build['nvr']} is not in {tag['name']}"
            return f"{len(rows)} builds are in {tag['name']}"
    raise AssertionError("no build is in any tag")


def big_rpm():
    """Sizes beyond 32 bits travel as i8."""
    kernels = session.listBuilds(packageID="kernel", state=1, queryOpts={"limit": 1, "order": "-build_id"})
    sizes = [rpm["size"] for rpm in session.listBuildRPMs(kernels[0]["build_id"])]
    assert max(sizes) > 2**31, max(sizes)
    return f"the largest rpm of {kernels[0]['nvr']} has {max(sizes)} bytes"


def task():
    build = newest(1)[0]
    tree = session.getTaskDescendents(build["task_id"], request=True)
    info = session.getTaskInfo(build["task_id"], request=True)
    assert koji.TASK_STATES[info["state"]] == "CLOSED" or info["completion_ts"] is None, info
    return f"task {build['task_id']} has {len(tree) - 1} descendants"


ask("getBuild", get_build)
ask("listTags", list_tags)
ask("listBuilds", list_builds)
ask("multiCall", multi_call)
ask("multiCall with a fault within", mixed_multi_call)
ask("queryHistory", history)
ask("listBuildRPMs with i8", big_rpm)
ask("getTaskInfo and getTaskDescendents", task)
fault("fault: no such build", koji.GenericError, 1000, lambda: session.getBuild("no-such-build-1-1", strict=True))
fault("fault: no such method", koji.GenericError, 1000, lambda: session.noSuchMethod())
fault("fault: login required", koji.ActionNotAllowed, 1004, lambda: session.tagBuild("f46", "bash-1-1.fc46"))
print(json.dumps(results))
