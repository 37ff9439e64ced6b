"""The model of a task, made from its configuration without weights: it takes no memory and no time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.model_folder import require_readable

AUTO_CLASSES = {
    "SEQ_CLS": "AutoModelForSequenceClassification",
    "TOKEN_CLS": "AutoModelForTokenClassification",
    "QUESTION_ANS": "AutoModelForQuestionAnswering",
    "SEQ_2_SEQ_LM": "AutoModelForSeq2SeqLM",
    "CAUSAL_LM": "AutoModelForCausalLM",
    "FEATURE_EXTRACTION": "AutoModel",
}


def model_without_weights(model: str, task: str) -> Any:
    """A folder's model, or one of the cache, on torch's meta device. No code of a repository is run.

    Raises:
        Fault: ``model-unusable``, in the library's words: it is not here, of an unknown kind, or not for this
            task.
    """
    require_readable(Path(model), "model-unusable")
    import torch
    import transformers

    try:
        config = transformers.AutoConfig.from_pretrained(model, trust_remote_code=False)
        auto = getattr(transformers, AUTO_CLASSES[task])
        with torch.device("meta"):
            return auto.from_config(config, trust_remote_code=False)
    except Exception as error:  # A configuration is a person's file: anything can be wrong with it.
        words = str(error).strip().splitlines() or [type(error).__name__]
        raise Fault("model-unusable", words[0][:300]) from None
