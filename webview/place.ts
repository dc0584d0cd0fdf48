import type { HostLink } from "./base/hostLink.ts";
import { readSavedState, type SavedState } from "./model/savedState.ts";
import type { Store } from "./base/store.ts";

const quietMs = 250;

/** Keeps which request this page is about before anything of it is known: a window may be loaded anew while it still waits. */
export function keepRequest(link: HostLink): void {
  const { request } = document.body.dataset;
  if (request === undefined || readSavedState(link.saved())?.request === request) return;
  const nothing: SavedState = {
    request,
    selected: null,
    scroll: 0,
    filter: "",
    drafts: {},
    composer: null,
    tab: "files",
    reading: null,
  };
  link.save(nothing);
}

/** Keeps where the reader is and what is written over a reload: saved a moment after the last change, the scroll position put back once. */
export function keepPlace(store: Store, link: HostLink, content: HTMLElement): void {
  const saved = readSavedState(link.saved());
  let scroll = saved?.scroll ?? 0;
  let pending = saved !== undefined && scroll > 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    timer = undefined;
    const { snapshot, selected, filter, drafts, composer, tab, reading } = store.state;
    if (snapshot === undefined) return;
    const state: SavedState = {
      request: snapshot.request.id,
      selected,
      scroll,
      filter,
      drafts,
      composer: composer ?? null,
      tab,
      reading: reading === undefined ? null : { id: reading.id, name: reading.name },
    };
    link.save(state);
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, quietMs);
  };
  content.addEventListener(
    "scroll",
    ({ target }) => {
      if (!(target instanceof HTMLElement) || target.hidden) return;
      scroll = target.scrollTop;
      later();
    },
    { capture: true, passive: true },
  );
  store.onDraw((state, before) => {
    if (state.selected !== before?.selected && before?.snapshot !== undefined) scroll = 0;
    if (state !== before) later();
    if (!pending || state.snapshot === undefined) return;
    if (state.snapshot.request.id !== saved?.request || state.selected !== saved.selected) pending = false;
    else if (state.selected === null || state.shown.status === "ready") {
      pending = false;
      const scroller = content.querySelector<HTMLElement>(state.selected === null ? ".overview" : ".diff");
      if (scroller !== null) scroller.scrollTop = saved.scroll;
    }
  });
}
