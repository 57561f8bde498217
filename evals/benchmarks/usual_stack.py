"""What most tutorials build: LangChain's recursive splitter, HuggingFaceEmbeddings, Chroma, similarity search.

    python usual_stack.py build CORPUS FOLDER
    python usual_stack.py ask FOLDER QUESTION

The same weights as the assistant's; written as its authors' documentation shows it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.adapters.packaged_model import packaged_folder


def store(folder: str) -> Chroma:
    return Chroma(
        collection_name="guide",
        embedding_function=HuggingFaceEmbeddings(model_name=str(packaged_folder())),
        persist_directory=folder,
        collection_metadata={"hnsw:space": "cosine"},
    )


def build(corpus: str, folder: str) -> None:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    files = sorted(path for path in Path(corpus).glob("*.md") if path.name != "README.md")
    documents = splitter.create_documents([path.read_text() for path in files], [{"source": p.name} for p in files])
    store(folder).add_documents(documents)


def ask(folder: str, question: str) -> None:
    for document in store(folder).similarity_search(question, k=5):
        print(document.metadata["source"], document.page_content[:100].replace("\n", " "))


if __name__ == "__main__":
    {"build": build, "ask": ask}[sys.argv[1]](*sys.argv[2:])
