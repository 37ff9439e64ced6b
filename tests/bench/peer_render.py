"""The peer of our warm rendering: transformers' own compile and render, in its own process.

Reads JSON lines ``{template, messages}``; each template is new to the library's cache. Answers
``{text, seconds}``. An argument: how many seconds it rests after each, because a processor that does nothing
else is faster than one that is asked now and then.
"""

import json
import sys
import time

from transformers.utils.chat_template_utils import render_jinja_template

rest = float(sys.argv[1]) if len(sys.argv) > 1 else 0
for line in sys.stdin:
    request = json.loads(line)
    begun = time.perf_counter()
    (text,), _ = render_jinja_template(
        conversations=[request["messages"]], chat_template=request["template"], add_generation_prompt=True
    )
    print(json.dumps({"text": text, "seconds": time.perf_counter() - begun}), flush=True)
    time.sleep(rest)
