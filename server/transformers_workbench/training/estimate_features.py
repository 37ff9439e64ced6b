"""What is known before a training run starts: whether it will fit, and what the data is like."""

from __future__ import annotations

from transformers_workbench import protocol
from transformers_workbench.documents import path_of
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method


def register(server: WorkbenchServer) -> None:
    """Puts the requests on the server."""

    @method(server, protocol.TRAINING_DATA, server.wording)
    async def data(params: protocol.DataParams) -> protocol.DataLook:
        from transformers_workbench.training.data_look import look_at_data

        return await look_at_data(
            server.lanes,
            path_of(params.uri),
            server.say,
            model=params.model,
            max_length=params.max_length,
            text_column=params.text_column,
            label_column=params.label_column,
        )
