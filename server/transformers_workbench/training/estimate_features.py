"""What is known before a training run starts: whether it will fit, and what the data is like."""

from __future__ import annotations

from transformers_workbench import protocol
from transformers_workbench.documents import path_of
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method


def register(server: WorkbenchServer) -> None:
    """Puts the requests on the server."""

    @method(server, protocol.TRAINING_ESTIMATE, server.wording)
    async def memory(params: protocol.EstimateParams) -> protocol.MemoryEstimate:
        import asyncio

        from transformers_workbench.training import devices_probe
        from transformers_workbench.training.estimate_request import estimate, script_text
        from transformers_workbench.training.spec_contract import spec_of

        spec = spec_of(params.spec, params.folder)
        buffer = server.buffers(params.spec.script)
        text = await asyncio.to_thread(script_text, spec.script, buffer.text if buffer else None)
        found = await devices_probe.find()
        return await estimate(server.lanes, spec, text, params.values, found.devices, server.say)

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
