"""Reference IFD values from PyTorch and transformers, by the definition of the released Superfiltering code.

    python scripts/ifd-reference/make_expected.py MODEL_DIR SCORES_JSONL OUT_JSONL

MODEL_DIR: a Hugging Face folder. SCORES_JSONL: rows with "instruction", "input" and "answer".
conditioned: mean NLL of tokens(prompt + answer)[len(tokens(prompt)):], cut at 1024 tokens in all;
direct: mean NLL of tokens(answer)[1:]; ifd = exp(conditioned - direct). An answer of one token has none.
"""

import json
import math
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

MAX_LENGTH = 1024


def losses(model, ids, start):
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].double()
    nll = -torch.log_softmax(logits[:-1], dim=-1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return nll[start - 1 :].tolist()


def main(model_dir, source, out):
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    model = AutoModelForCausalLM.from_pretrained(model_dir, dtype=torch.float32).eval()
    encode = lambda text: tokenizer(text, add_special_tokens=False).input_ids
    with open(source, encoding="utf-8") as rows, open(out, "w", encoding="utf-8") as target:
        for row in map(json.loads, rows):
            prompt = f"{row['instruction']}\n{row['input']}\n"
            prompt_ids = encode(prompt)
            direct_ids = encode(row["answer"])[: MAX_LENGTH - len(prompt_ids) + 1]
            conditioned = losses(model, encode(prompt + row["answer"])[:MAX_LENGTH], len(prompt_ids))
            direct = losses(model, direct_ids, 1) if len(direct_ids) > 1 else []
            mean = lambda values: sum(values) / len(values) if values else None
            conditioned_loss, direct_loss = mean(conditioned), mean(direct)
            row["conditionedAnswerLoss"] = conditioned_loss
            row["directAnswerLoss"] = direct_loss
            row["ifd"] = None if direct_loss is None else math.exp(conditioned_loss - direct_loss)
            target.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
