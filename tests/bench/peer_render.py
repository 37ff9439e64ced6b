"""The peer of our warm rendering: transformers' own compile and render, in its own process.

Reads JSON lines ``{template, messages}``; each template is new to the library's cache. Answers seconds.
"""

import json
import sys
import time

from transformers.utils.chat_template_utils import render_jinja_template

for line in sys.stdin:
    request = json.loads(line)
    begun = time.perf_counter()
    text, _ = render_jinja_template(
        conversations=[request["messages"]], chat_template=request["template"], add_generation_prompt=True
    )
    print(json.dumps(time.perf_counter() - begun), flush=True)
