import type { Host, View } from '../contract';
import { isLocal } from './outbox';
import { type Place, placeOf, type State } from './state';
import type { Store } from './store';

/** Where the reader is in the panel, how they got there, and what a reload of the page opens again. */
export class Way {
  /** Whether a view may take the focus; not when the panel came back by itself after a reload. */
  mayFocus = true;

  constructor(
    private readonly host: Host,
    private readonly store: Store<State>,
  ) {}

  go(place: Place): void {
    this.mayFocus = true;
    this.store.set((state) => ({ places: place.name === 'home' ? [place] : [...state.places, place], found: null, said: '' }));
    this.keep();
  }

  back(): void {
    this.mayFocus = true;
    this.store.set((state) => ({ places: state.places.length > 1 ? state.places.slice(0, -1) : [{ name: 'home' }], said: '' }));
    this.keep();
  }

  /** A new conversation got its real id: the view that shows it goes along. */
  follow(from: string, to: string): void {
    this.store.set((state) => ({
      places: state.places.map((place) => (place.name === 'conversation' && place.id === from ? { ...place, id: to } : place)),
    }));
    this.keep();
  }

  keep(): void {
    this.host.keepOpen(this.store.get().isOpen ? viewOf(placeOf(this.store.get())) : null);
  }
}

function viewOf(place: Place): View {
  if (place.name === 'conversation') return { name: 'conversation', id: isLocal(place.id) ? null : place.id };
  if (place.name === 'article') return { name: 'article', slug: place.slug };
  return { name: 'home' };
}
