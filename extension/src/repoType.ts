/** As huggingface_hub's caches know them. */
export const REPO_TYPES = ['model', 'dataset', 'space', 'kernel'] as const;
export type RepoType = (typeof REPO_TYPES)[number];
