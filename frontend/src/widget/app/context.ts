import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Desk } from './desk';
import type { Language } from './i18n';
import type { State } from './state';

export interface Scene {
  desk: Desk;
  state: State;
  words: Language;
}

const SceneContext = createContext<Scene | null>(null);

export const SceneProvider = SceneContext.Provider;

export function useScene(): Scene {
  const scene = useContext(SceneContext);
  if (!scene) throw new Error('This view stands outside of the panel.');
  return scene;
}
