"""Expected IFD values by the functions of the released Superfiltering code, with one of the embedded models.

    python scripts/ifd-reference/make_released.py DATA_ANALYSIS_PY MODEL_DIR ROWS_JSONL OUT_JSONL

DATA_ANALYSIS_PY: `code_ifd/data_analysis.py` of https://github.com/tianyi-lab/Superfiltering, as it is (tried with commit
7537ffe). MODEL_DIR: a folder of public/models, whose `onnx/model.onnx_data` is a safetensors file. ROWS_JSONL: rows with
"instruction", "input" and "output". Needs torch (tried with 2.13.0 on the CPU) and transformers (5.24.0).

ifd is the ratio of the two perplexities; null where that code gives NaN (an answer of one token, such as "[]").
src/testing/fixtures/ifd/bc5cdr-20.expected.jsonl was made so, with public/models/bioselect-weak.
"""

import importlib.util
import json
import math
import pathlib
import shutil
import sys
import tempfile

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

MAX_LENGTH = 1024


def load_released(path):
    spec = importlib.util.spec_from_file_location("data_analysis", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_model(model_dir):
    source = pathlib.Path(model_dir)
    with tempfile.TemporaryDirectory() as folder:
        for file in source.glob("*.json"):
            shutil.copy(file, folder)
        shutil.copy(source / "onnx" / "model.onnx_data", pathlib.Path(folder) / "model.safetensors")
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        return AutoTokenizer.from_pretrained(folder), model


def main(released_path, model_dir, source, out):
    released = load_released(released_path)
    tokenizer, model = load_model(model_dir)
    known = lambda value: None if math.isnan(value) else value
    with open(source, encoding="utf-8") as rows, open(out, "w", encoding="utf-8") as target:
        for row in map(json.loads, rows):
            prompt = f"{row['instruction']}\n{row['input']}\n"
            prompt_length = len(tokenizer.encode(prompt, truncation=True, max_length=MAX_LENGTH))
            direct_ppl, direct_loss = released.get_perplexity_and_embedding_whole_text(
                tokenizer, model, row["output"], MAX_LENGTH - prompt_length + 1
            )
            conditioned_ppl, conditioned_loss = released.get_perplexity_and_embedding_part_text(
                tokenizer, model, prompt + row["output"], row["output"], MAX_LENGTH
            )
            # It says so by two zeros, instead of by the error.
            if direct_ppl == 0 or conditioned_ppl == 0:
                raise RuntimeError(f"the released code could not score {row['input']!r}")
            row["conditionedAnswerLoss"] = known(conditioned_loss)
            row["directAnswerLoss"] = known(direct_loss)
            row["ifd"] = known(conditioned_ppl / direct_ppl)
            target.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
