"""Tell Sathi of an order: python3 send_order.py order.placed < order.json

The environment has SATHI_URL (https://.../webhooks/KEY/standard) and SATHI_SECRET (whsec_...).
"""

import base64
import hmac
import json
import os
import sys
import time
import urllib.request
import uuid


def send_event(event_type, data, event_id="", is_last=False):
    now, event_id = int(time.time()), event_id or f"evt_{uuid.uuid4().hex}"
    sent_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
    body = json.dumps({"type": event_type, "timestamp": sent_at, "data": data}).encode()
    key = base64.b64decode(os.environ["SATHI_SECRET"].removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, f"{event_id}.{now}.".encode() + body, "sha256")).decode()
    headers = {"Content-Type": "application/json", "webhook-id": event_id, "webhook-timestamp": str(now)}
    headers["webhook-signature"] = f"v1,{signature}"
    request = urllib.request.Request(os.environ["SATHI_URL"], body, headers)
    try:
        return urllib.request.urlopen(request, timeout=10).status
    except OSError as error:  # 401: the secret is not right; 413: too large; neither gets better
        if is_last or getattr(error, "code", 0) in (401, 413):
            raise
    time.sleep(1)  # the server may only be starting again: once more, and no oftener
    return send_event(event_type, data, event_id, is_last=True)


if __name__ == "__main__":
    send_event(sys.argv[1], json.load(sys.stdin))
