"""Four tiny random models with their token NLLs and IFD rows, computed by transformers in float64, and a tokenizer.

    python scripts/parity-models/make_models.py [OUT_DIR]      (default: src/testing/fixtures)

Needs torch, transformers, tokenizers and safetensors. Each folder of OUT_DIR/models is a Hugging Face model in the way
its family is published:

    qwen3   F32, tied head, query and key norms, tensors without the leading "model."
    qwen2   BF16, own head, biases of query, key and value
    llama   F16 in shards with an index, llama3 rotary scaling, a tokenizer that asks for a BOS
    gpt2    F32, tensors without the leading "transformer.", causal masks among them as old exports have

expected.json: {"rows": [{"text", "ids", "nll"}], "ifd": [{"instruction", "input", "output", "conditionedAnswerLoss",
"directAnswerLoss", "ifd"}]}; nats, nll[0] is null, no special tokens, ids cut at 200. Weights are rounded to their
stored type before anything is computed. IFD as in scripts/ifd-reference.

OUT_DIR/tokenizers/sentencepiece: a tokenizer.json as TinyLlama and Llama 2 have it (spaces as U+2581, unknown characters
as bytes, a BOS asked for), with {"rows": [{"text", "ids"}]}.
"""

import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoModelForCausalLM,
    GPT2Config,
    LlamaConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen3Config,
)

VOCAB_SIZE = 320
END_ID = 0
MAX_IDS = 200
INSTRUCTION = (
    "Extract all Chemical and Disease entities from the following text. Answer with a JSON array of "
    '{"entity", "name"} objects in order of appearance, or [] if there are none.'
)
SAMPLES = [
    ("Naloxone reversed the hypotension that clonidine had caused.",
     [("Chemical", "Naloxone"), ("Disease", "hypotension"), ("Chemical", "clonidine")]),
    ("Two patients on lithium developed a tremor; one had a seizure.",
     [("Chemical", "lithium"), ("Disease", "tremor"), ("Disease", "seizure")]),
    ("Selegiline-induced postural hypotension in Parkinson's disease.",
     [("Chemical", "Selegiline"), ("Disease", "postural hypotension"), ("Disease", "Parkinson's disease")]),
    ("The dose of 5-fluorouracil was 425 mg/m\u00b2 \u2014 \u03b1-tocopherol was given, too.",
     [("Chemical", "5-fluorouracil"), ("Chemical", "\u03b1-tocopherol")]),
    ("Hepatitis was seen in three of 42 children.", [("Disease", "Hepatitis")]),
    ("Caf\u00e9-au-lait spots \U0001f9ec and fever.", [("Disease", "Caf\u00e9-au-lait spots"), ("Disease", "fever")]),
]
PLAIN_TEXTS = [
    "The patients were followed for six months.",
    "a",
    "  Leading spaces,\ttabs\nand lines.\n\n",
    "\u30d1\u30fc\u30ad\u30f3\u30bd\u30f3\u75c5 (Parkinson) \U0001f468\u200d\u2695\ufe0f",
]


def answer(mentions):
    return json.dumps([{"entity": kind, "name": name} for kind, name in mentions], ensure_ascii=False)


def prompt(text):
    return f"{INSTRUCTION}\n{text}\n"


def train_tokenizer(with_bos):
    """Byte-level BPE of a few hundred tokens, learned from the samples themselves so that prompts stay short."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([prompt(text) + answer(mentions) for text, mentions in SAMPLES], trainer)
    if with_bos:
        bos = ("<|endoftext|>", END_ID)
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|endoftext|> $A", pair="<|endoftext|> $A <|endoftext|> $B", special_tokens=[bos]
        )
    return tokenizer


def make_sentencepiece(out):
    out.mkdir(parents=True, exist_ok=True)
    special = ["<unk>", "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=420, special_tokens=special + byte_tokens, show_progress=False)
    tokenizer.train_from_iterator([text + answer(mentions) for text, mentions in SAMPLES], trainer)
    # The trainer keeps the byte tokens as it is given them, as special ones; published tokenizers have them as plain.
    description = json.loads(tokenizer.to_str())
    description["added_tokens"] = description["added_tokens"][: len(special)]
    tokenizer = Tokenizer.from_str(json.dumps(description))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    tokenizer.save(str(out / "tokenizer.json"))
    texts = [answer(mentions) for _, mentions in SAMPLES] + [text for text, _ in SAMPLES] + PLAIN_TEXTS
    rows = [{"text": text, "ids": tokenizer.encode(text, add_special_tokens=False).ids} for text in texts]
    (out / "expected.json").write_text(
        json.dumps({"rows": rows}, ensure_ascii=False, indent=None) + "\n", encoding="utf-8"
    )


def configs():
    shared = dict(
        vocab_size=VOCAB_SIZE, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
        max_position_embeddings=512, initializer_range=0.12, bos_token_id=END_ID, eos_token_id=END_ID,
    )
    gpt2 = dict(
        vocab_size=VOCAB_SIZE, n_embd=32, n_layer=2, n_head=4, n_inner=48, n_positions=224, initializer_range=0.12,
        bos_token_id=END_ID, eos_token_id=END_ID,
    )
    llama3 = dict(
        rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=64,
    )
    return {
        "qwen3": (Qwen3Config(**shared, head_dim=16, num_key_value_heads=2, tie_word_embeddings=True), torch.float32),
        "qwen2": (Qwen2Config(**shared, num_key_value_heads=2, tie_word_embeddings=False), torch.bfloat16),
        "llama": (
            LlamaConfig(**shared, num_key_value_heads=4, tie_word_embeddings=False, rope_parameters=llama3),
            torch.float16,
        ),
        "gpt2": (GPT2Config(**gpt2), torch.float32),
    }


def make_model(config, dtype):
    torch.manual_seed(7)
    model = AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        # A fresh model has zero biases and unit norms, which would hide one that is left out.
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                spread = torch.randn_like(parameter) * 0.2
                parameter.copy_(spread if name.endswith("bias") else 1 + spread)
            parameter.copy_(parameter.to(dtype))
    return model.eval()


def token_nll(model, ids):
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0].double()
    nll = -torch.log_softmax(logits[:-1], dim=-1).gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return nll.tolist()


def ifd_row(model, encode, text, output):
    prompt_ids = encode(prompt(text))
    mean = lambda values: sum(values) / len(values)
    conditioned = mean(token_nll(model, encode(prompt(text) + output))[len(prompt_ids) - 1 :])
    direct = mean(token_nll(model, encode(output)))
    return {
        "instruction": INSTRUCTION, "input": text, "output": output, "conditionedAnswerLoss": conditioned,
        "directAnswerLoss": direct, "ifd": math.exp(conditioned - direct),
    }


def store(folder, family, model):
    """Writes the weights; renames and adds what that family's exports are known for."""
    model.save_pretrained(folder, max_shard_size="24KB" if family == "llama" else "1GB")
    file = folder / "model.safetensors"
    if family == "qwen3":
        tensors = {name.removeprefix("model."): tensor for name, tensor in load_file(file).items()}
        save_file(tensors, file, metadata={"format": "pt"})
    if family == "gpt2":
        tensors = {name.removeprefix("transformer."): tensor for name, tensor in load_file(file).items()}
        for layer in range(model.config.n_layer):
            tensors[f"h.{layer}.attn.bias"] = torch.ones(1, 1, 16, 16, dtype=torch.bool).tril()
        save_file(tensors, file, metadata={"format": "pt"})


def make(family, config, dtype, out):
    folder = out / family
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    tokenizer = train_tokenizer(with_bos=family == "llama")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|endoftext|>", pad_token="<|endoftext|>"
    ).save_pretrained(folder)
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    # Never through the stored type as a whole: that would round the rotary frequencies too, which are no weights and
    # stay in float32 when transformers loads a model.
    exact = make_model(config, dtype).double()
    texts = [prompt(text) + answer(mentions) for text, mentions in SAMPLES[:3]] + PLAIN_TEXTS
    rows = []
    for text in texts:
        ids = encode(text)[:MAX_IDS]
        nll = token_nll(exact, ids) if len(ids) > 1 else []
        rows.append({"text": text, "ids": ids, "nll": [None, *(round(value, 7) for value in nll)]})
    ifd = [ifd_row(exact, encode, text, answer(mentions)) for text, mentions in SAMPLES]
    store(folder, family, exact.to(dtype))
    lines = lambda items: ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    (folder / "expected.json").write_text(
        f'{{"rows": [\n{lines(rows)}\n],\n"ifd": [\n{lines(ifd)}\n]}}\n', encoding="utf-8"
    )
    longest = max(len(encode(text)) for text in texts)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{family}: {size} bytes, longest text {longest} tokens, IFD {[round(row['ifd'], 3) for row in ifd]}")


def main(out="src/testing/fixtures"):
    make_sentencepiece(pathlib.Path(out) / "tokenizers" / "sentencepiece")
    for family, (config, dtype) in configs().items():
        make(family, config, dtype, pathlib.Path(out) / "models")


if __name__ == "__main__":
    main(*sys.argv[1:])
