#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a Guardbook proof file against the codes that issued reports printed.

    guardbook-check.py FILE [CODE ...] [OLDER-FILE]

It shares nothing with Guardbook but the format, which the help describes ("The
proof file").  Needs Python 3.6 and nothing else; where PyNaCl is installed it
checks the signatures too.  Exit status: 0 all holds, 1 something contradicts,
2 the file or a code can't be read.
"""
import hashlib, json, os, sys

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def blake(*parts):
    h = hashlib.blake2b(digest_size=32)
    for part in parts:
        part = part.encode() if isinstance(part, str) else part
        h.update(len(part).to_bytes(8, "little") + part)
    return h.digest()


def spell(digest, count):
    bits = int.from_bytes(digest, "big")
    return "".join(SIGNS[bits >> (256 - 5 * (i + 1)) & 31] for i in range(count))


def check_of(entry, signs):
    return spell(blake("guardbook.anchor-check.1", str(entry) + signs), 2)


def read(path):
    lines = [json.loads(line) for line in open(path, encoding="utf-8")]
    proof = {"vault": lines[0]["vault"], "made": lines[0]["made"],
             "entries": [l for l in lines if "entry" in l], "keys": [l for l in lines if "key" in l],
             "reports": [l for l in lines if "report" in l], "rolls": []}
    roll = bytes(32)
    for number, line in enumerate(proof["entries"], 1):
        if line["entry"] != number:
            raise ValueError("entry %d is missing" % number)
        roll = blake("guardbook.roll.1", roll, bytes.fromhex(line["hash"]))
        proof["rolls"].append(roll)
    if "roll" not in lines[-1] or lines[-1]["roll"] != roll.hex():
        raise ValueError("the file isn't whole")
    return proof


def code_at(proof, entry):
    signs = spell(blake("guardbook.anchor.1", proof["vault"], entry.to_bytes(8, "little"), proof["rolls"][entry - 1]), 23)
    return entry, signs + check_of(entry, signs)


def read_codes(words):
    tokens = " ".join(words).upper().replace("-", " ").split()
    codes = []
    while tokens:
        entry, signs = int(tokens.pop(0).replace(",", "")), ""
        while tokens and len(signs) < 25:
            signs += tokens.pop(0).replace("O", "0").replace("I", "1").replace("L", "1")
        if len(signs) != 25 or check_of(entry, signs[:23]) != signs[23:]:
            raise ValueError("there is a slip in the code of entry %d" % entry)
        codes.append((entry, signs))
    return codes


def signatures(proof):
    try:
        from nacl.signing import VerifyKey
        from nacl.exceptions import BadSignatureError
    except ImportError:
        return
    for line in proof["entries"]:
        member = line["writer"].split("@")[0]
        keys = [k for k in proof["keys"] if k["member"] == member and k["from"] <= line["entry"] <= k.get("until", line["entry"])]
        try:
            VerifyKey(bytes.fromhex(keys[0]["key"])).verify(bytes.fromhex(line["hash"]), bytes.fromhex(line["signature"]))
        except (IndexError, BadSignatureError):
            yield "entry %d doesn't bear its writer's signature" % line["entry"]


def contradictions(proof, codes, older):
    yield from signatures(proof)
    names = {r["at"]: r["report"] for r in (older or proof)["reports"] + proof["reports"]}
    for entry, signs in codes + read_codes([r["code"] for r in proof["reports"]]):
        if entry > len(proof["rolls"]) or code_at(proof, entry) != (entry, signs):
            yield "entry %d contradicts report %s" % (entry, names.get(entry, "(not in the file)"))
    if older is not None:
        pairs = zip(older["entries"], proof["entries"] + [{"hash": None}] * len(older["entries"]))
        first = next((old["entry"] for old, new in pairs if old["hash"] != new["hash"]), None)
        if first is not None:
            after = [r["report"] for r in older["reports"] if r["at"] >= first]
            yield "entry %d contradicts report %s" % (first, after[0] if after else "(none yet: the older file itself)")


def main(words):
    try:
        proof = read(words[0])
        files = [w for w in words[1:] if os.path.isfile(w)]
        older = read(files[0]) if files else None
        codes = read_codes([w for w in words[1:] if w not in files])
    except (IndexError, KeyError, ValueError, OSError) as problem:
        print("can't be read: %s" % problem)
        return 2
    found = list(contradictions(proof, codes, older))
    print("\n".join(found) if found else "ok, %d entries" % len(proof["entries"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
