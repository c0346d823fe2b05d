"""Training steps in PyTorch, f32, for `npm run bench:train -- --against pytorch`.

Prints its versions, then, for each line read, makes one step (forward, loss, backward; the optimizer is not timed on
either side) and prints how many seconds it took. The vocabulary head runs on answer tokens only, as ours does.
"""

import json
import sys
import time

import torch
import transformers
from torch import nn
from transformers import Qwen3Config, Qwen3ForCausalLM


class Adapted(nn.Module):
    """W x + (alpha/rank) B A x with W frozen."""

    def __init__(self, base: nn.Linear, rank: int, scale: float):
        super().__init__()
        self.base = base
        self.down = nn.Parameter(torch.full((rank, base.in_features), 0.01))
        self.up = nn.Parameter(torch.full((base.out_features, rank), 0.01))
        self.scale = scale

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.down.T @ self.up.T)


def build(job):
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=job["vocabSize"],
        hidden_size=job["hiddenSize"],
        intermediate_size=job["intermediateSize"],
        num_hidden_layers=job["layerCount"],
        num_attention_heads=job["headCount"],
        num_key_value_heads=job["keyValueHeadCount"],
        head_dim=job["headDim"],
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        use_cache=False,
        attn_implementation="sdpa",
    )
    model = Qwen3ForCausalLM(config).to(torch.float32).train()
    if job["mode"] == "lora":
        model.requires_grad_(False)
        for layer in model.model.layers:
            for parent in (layer.self_attn, layer.mlp):
                for name, child in list(parent.named_children()):
                    if isinstance(child, nn.Linear):
                        setattr(parent, name, Adapted(child, job["rank"], 2.0))
    return model


def main():
    job = json.loads(sys.argv[1])
    torch.set_num_threads(job["threads"])
    model = build(job)
    batch, tokens = job["batch"], job["tokens"]
    ids = torch.randint(0, job["vocabSize"], (batch, tokens + 1))
    answers = job["answerRows"] // batch

    def step():
        model.zero_grad(set_to_none=True)
        start = time.perf_counter()
        hidden = model.model(input_ids=ids[:, :-1]).last_hidden_state[:, -answers:]
        logits = model.lm_head(hidden)
        loss = nn.functional.cross_entropy(
            logits.reshape(-1, logits.shape[-1]), ids[:, -answers:].reshape(-1)
        )
        loss.backward()
        return time.perf_counter() - start

    print(f"torch {torch.__version__}, transformers {transformers.__version__}", flush=True)
    for _ in sys.stdin:
        print(step(), flush=True)


main()
