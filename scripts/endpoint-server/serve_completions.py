"""An OpenAI-compatible completion server on transformers, for the tests of `bioselect score --endpoint`.

    python serve_completions.py --model FOLDER [--port 0] [--name NAME] [--add-special-token] [--text-only]

Serves /v1/models and /v1/completions for a Hugging Face folder on the CPU in f32, one prompt at a time. A prompt is
a text, a list of token ids, or a list of either; `echo` with `logprobs` gives the log-probabilities of its tokens,
`max_tokens` may be 0. Generation is greedy. The address is printed as one JSON line when the model is loaded.
"""

import argparse
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


class RequestFault(Exception):
    """A request that cannot be answered; the message goes to the one who asked."""


class Completer:
    """One model, run by one request at a time."""

    def __init__(self, folder, add_special_token):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.window = self.model.config.max_position_embeddings
        self.special = [self.tokenizer.eos_token_id] if add_special_token else []
        self.lock = threading.Lock()

    def encode(self, prompt):
        if isinstance(prompt, str):
            return self.special + self.tokenizer.encode(prompt, add_special_tokens=False)
        vocabulary = self.model.config.vocab_size
        if not prompt or not all(isinstance(item, int) and 0 <= item < vocabulary for item in prompt):
            raise RequestFault(f"prompt: expected a text or token ids from 0 to {vocabulary - 1}")
        return list(prompt)

    @torch.inference_mode()
    def complete(self, prompt, request):
        """One choice: its text and, where asked for, the log-probabilities of its tokens."""
        prompt_ids = self.encode(prompt)
        max_tokens = request.get("max_tokens", 16)
        if len(prompt_ids) + max_tokens > self.window:
            raise RequestFault(
                f"This model's maximum context length is {self.window} tokens, but {len(prompt_ids)} in the prompt "
                f"and {max_tokens} in the completion were requested."
            )
        echo = bool(request.get("echo"))
        top_count = request.get("logprobs")
        with self.lock:
            ids, logprobs = self.generate(prompt_ids, max_tokens)
        start = 0 if echo else len(prompt_ids)
        choice = {"index": 0, "text": self.tokenizer.decode(ids[start:]), "logprobs": None, "finish_reason": "length"}
        if top_count is not None:
            choice["logprobs"] = self.describe(ids, logprobs, start, top_count)
        return choice, len(prompt_ids), len(ids) - len(prompt_ids)

    def generate(self, prompt_ids, max_tokens):
        """All ids and, for each but the first, log-probabilities over the vocabulary given the ids before it."""
        ids = list(prompt_ids)
        logits = self.model(torch.tensor([ids])).logits[0].double()
        while len(ids) < len(prompt_ids) + max_tokens:
            ids.append(int(logits[-1].argmax()))
            if ids[-1] == self.tokenizer.eos_token_id:
                break
            if len(ids) < len(prompt_ids) + max_tokens:
                logits = self.model(torch.tensor([ids])).logits[0].double()
        return ids, torch.log_softmax(logits, dim=-1)

    def describe(self, ids, logprobs, start, top_count):
        tokens = [self.tokenizer.decode([item]) for item in ids]
        chosen = [None] + [float(logprobs[at - 1, ids[at]]) for at in range(1, len(ids))]
        tops = [None]
        for at in range(1, len(ids)):
            best = logprobs[at - 1].topk(max(1, top_count))
            tops.append({self.tokenizer.decode([int(i)]): float(v) for v, i in zip(best.values, best.indices)})
        offsets = [0]
        for token in tokens[:-1]:
            offsets.append(offsets[-1] + len(token))
        return {
            "tokens": tokens[start:],
            "token_logprobs": chosen[start:],
            "top_logprobs": tops[start:],
            "text_offset": offsets[start:],
        }


def create_handler(completer, options):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path != "/v1/models":
                return self.reply(404, {"error": {"message": f"there is no {self.path}"}})
            card = {"id": options.name, "object": "model", "owned_by": "test", "max_model_len": completer.window}
            self.reply(200, {"object": "list", "data": [card]})

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.path != "/v1/completions":
                return self.reply(404, {"error": {"message": f"there is no {self.path}"}})
            try:
                self.reply(200, self.answer(json.loads(body)))
            except (RequestFault, json.JSONDecodeError) as fault:
                self.reply(400, {"error": {"message": str(fault), "type": "invalid_request_error"}})

        def answer(self, request):
            if request.get("model") != options.name:
                raise RequestFault(f"the model {request.get('model')!r} does not exist")
            prompt = request.get("prompt")
            is_list = isinstance(prompt, list) and bool(prompt) and not isinstance(prompt[0], int)
            prompts = prompt if is_list else [prompt]
            if options.text_only and not all(isinstance(item, str) for item in prompts):
                raise RequestFault("prompt: only texts are taken")
            done = [completer.complete(item, request) for item in prompts]
            prompt_count = sum(count for _, count, _ in done)
            completion_count = sum(count for _, _, count in done)
            return {
                "id": "cmpl-test",
                "object": "text_completion",
                "created": int(time.time()),
                "model": options.name,
                "choices": [{**choice, "index": index} for index, (choice, _, _) in enumerate(done)],
                "usage": {
                    "prompt_tokens": prompt_count,
                    "completion_tokens": completion_count,
                    "total_tokens": prompt_count + completion_count,
                },
            }

        def reply(self, status, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="Hugging Face folder")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--name", default="test-model", help="name of the model in requests")
    parser.add_argument("--add-special-token", action="store_true", help="put the end token before every text")
    parser.add_argument("--text-only", action="store_true", help="refuse token ids")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    completer = Completer(options.model, options.add_special_token)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), create_handler(completer, options))
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
