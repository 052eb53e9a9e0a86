// Reads the body of a response, and stops after the chunk in which it gets longer than allowed.

export async function readBody({ body }: Response, mostBytes: number): Promise<Uint8Array> {
  const stream = body?.getReader();
  const parts: BlobPart[] = [];
  let size = 0;
  while (stream && size <= mostBytes) {
    const { done, value } = await stream.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  void stream?.cancel();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
