"""The contract between the editor and the language server: every custom request, notification and type, a
module a room.

``npm run protocol`` writes ``extension/src/protocol.ts`` from them, and a check fails when the two
differ. Names are snake_case here and camelCase on the wire. Positions inside a *rendered* text are
offsets in UTF-16 code units, as the editor counts; positions inside a *document* are lsprotocol's.

No class here has a repr: making them took a third of this package's import, which every start waits for, and
what they hold is the user's."""

from __future__ import annotations

from transformers_workbench.protocol.auth import *
from transformers_workbench.protocol.cache import *
from transformers_workbench.protocol.chat_template import *
from transformers_workbench.protocol.health import *
from transformers_workbench.protocol.method import Method as Method
from transformers_workbench.protocol.start_up import *
from transformers_workbench.protocol.tensorboard import *
from transformers_workbench.protocol.training import *
from transformers_workbench.protocol.training_check import *
from transformers_workbench.protocol.training_script import *


def methods() -> dict[str, Method]:
    """Every method of the contract by the name of its constant."""
    return {name: value for name, value in globals().items() if isinstance(value, Method)}
