import type { DraftKey, Drafts } from './drafts.ts';

export interface SavedView {
  readonly name: string;
  readonly query: string;
}

/** What curators of this project agreed on, in plain words. */
export interface Guidelines {
  readonly project: string;
  /** By entity type: what is one and what is not, with examples. */
  readonly labels: Readonly<Record<string, string>>;
}

const NO_GUIDELINES: Guidelines = { project: '', labels: {} };

/** What helps to review and is none of the data: kept in the project, and no step of its history. */
export interface GuidanceSlice {
  /** Views of Review by name, each as the query of its address. */
  readonly savedViews: readonly SavedView[];
  /** What Review was left with, as the query of its address; empty for the usual view. */
  readonly reviewView: string;
  readonly guidelines: Guidelines;
  /** Texts that were typed and not applied yet. */
  readonly drafts: Drafts;
  /** Keys chosen instead of the usual ones, by what they do. */
  readonly customKeys: Readonly<Record<string, string>>;
}

/** Commands for views, guidelines, drafts and keys. */
export interface GuidanceCommands {
  /** A view of the same name is replaced. */
  saveView(view: SavedView): Promise<void>;
  deleteView(name: string): Promise<void>;
  /** What Review is to come back to. */
  keepReviewView(query: string): Promise<void>;
  setGuidelines(guidelines: Guidelines): Promise<void>;
  /** What is typed and not applied yet; undefined where there is nothing of it any more. */
  keepDraft(key: DraftKey, text: string | undefined): Promise<void>;
  setCustomKeys(keys: Readonly<Record<string, string>>): Promise<void>;
}

/** The slice before anything is open. */
export function initialGuidance(): GuidanceSlice {
  return {
    savedViews: [],
    reviewView: '',
    guidelines: NO_GUIDELINES,
    drafts: {},
    customKeys: {},
  };
}
