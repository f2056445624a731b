"""Reads and writes XML-RPC with one peer's own functions: `stdlib` is Python's client, `koji` the official client's.

One JSON line in, one out. {"read": [document, ...]} is answered by what each means, {"write": [message, ...]} by
documents. Values are tagged, so that 1 and 1.0, text and bytes stay apart.
"""

import base64
import json
import sys
import xmlrpc.client

if sys.argv[1] == "koji":
    # Hardens xmlrpc.client for the whole process, hence a process for each peer.
    from koji import xmlrpcplus as peer
else:
    peer = xmlrpc.client


def tagged(value):
    if value is None:
        return ["nil"]
    if isinstance(value, bool):
        return ["boolean", value]
    if isinstance(value, int):
        return ["int", str(value)]
    if isinstance(value, float):
        return ["double", repr(value)]
    if isinstance(value, str):
        return ["string", value]
    if isinstance(value, xmlrpc.client.Binary):
        return ["base64", base64.b64encode(value.data).decode("ascii")]
    if isinstance(value, xmlrpc.client.DateTime):
        return ["time", value.value]
    if isinstance(value, (list, tuple)):
        return ["array", [tagged(item) for item in value]]
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return ["struct", [[name, tagged(member)] for name, member in value.items()]]
    return ["odd", repr(value)[:200]]


def untagged(value):
    kind, *rest = value
    content = rest[0] if rest else None
    return {
        "nil": lambda: None,
        "boolean": lambda: content,
        "int": lambda: int(content),
        "double": lambda: float(content),
        "string": lambda: content,
        "base64": lambda: xmlrpc.client.Binary(base64.b64decode(content)),
        "time": lambda: xmlrpc.client.DateTime(content),
        "array": lambda: [untagged(item) for item in content],
        "struct": lambda: {name: untagged(member) for name, member in content},
    }[kind]()


def read(document):
    """What the document means: {"params", "method"}, {"fault"}, or {"refused"} with the peer's exception."""
    try:
        parser, target = peer.getparser()
        parser.feed(document.encode("utf-8"))
        parser.close()
        params = target.close()
        return {"params": [tagged(param) for param in params], "method": target.getmethodname()}
    except xmlrpc.client.Fault as fault:
        return {"fault": [tagged(fault.faultCode), tagged(fault.faultString)]}
    except Exception as problem:  # whatever the peer raises is its refusal
        return {"refused": f"{type(problem).__name__}: {problem}"[:200]}


def write(message):
    # What koji's own functions do by default; Python's want to be asked.
    options = {"allow_none": True}
    if "fault" in message:
        code, text = message["fault"]
        return peer.dumps(xmlrpc.client.Fault(untagged(code), untagged(text)), **options)
    params = tuple(untagged(param) for param in message["params"])
    if message["method"] is None:
        return peer.dumps(params, methodresponse=True, **options)
    return peer.dumps(params, message["method"], **options)


for line in sys.stdin:
    batch = json.loads(line)
    work, items = (read, batch["read"]) if "read" in batch else (write, batch["write"])
    print(json.dumps([work(item) for item in items]), flush=True)
