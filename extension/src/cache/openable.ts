// Which files an editor can show. Pure.

/** Larger ones the editor itself asks about, and nobody reads them. */
const LARGEST_BYTES = 50_000_000;

const WEIGHTS_AND_ARCHIVES = new Set(
  `7z arrow bin bz2 ckpt gguf gz h5 joblib lance mar msgpack npy npz onnx ot parquet pb pickle pkl pt pth
  safetensors so tar tflite tgz wasm xz zip zst`.split(/\s+/),
);

export function opensInEditor(path: string, size: number): boolean {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return size <= LARGEST_BYTES && !WEIGHTS_AND_ARCHIVES.has(extension);
}
