import type { Mount } from '../contract';

interface TrustedPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): TrustedPolicy;
}

let policy: TrustedPolicy | null = null;

/** Pages that enforce Trusted Types let our one script in by the policy `candor`. */
function scriptUrl(url: string): string {
  const factory = (window as { trustedTypes?: TrustedFactory }).trustedTypes;
  if (!factory) return url;
  policy ??= factory.createPolicy('candor', { createScriptURL: (same) => same });
  return policy.createScriptURL(url) as string;
}

/** Load a script of ours; carries the nonce of our own tag, so that a nonce-based policy lets it in. */
export function loadScript(url: string, nonce: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl(url);
    script.async = true;
    script.crossOrigin = 'anonymous';
    if (nonce) script.nonce = nonce;
    script.onload = () => {
      script.remove();
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new Error('The support widget could not be loaded.'));
    };
    document.head.append(script);
  });
}

let mounting: Promise<Mount> | null = null;

/** The app's way in, fetched once for each page; after a failure the next call tries again. */
export function loadApp(base: string, nonce: string): Promise<Mount> {
  mounting ??= fetchApp(base, nonce).catch((error: unknown) => {
    mounting = null;
    throw error;
  });
  return mounting;
}

async function fetchApp(base: string, nonce: string): Promise<Mount> {
  const announced = new Promise<Mount>((resolve) => {
    if (window.candor) window.candor.mount = resolve;
  });
  await loadScript(`${base}/widget-app.js`, nonce);
  return announced;
}

export function bodyReady(): Promise<void> {
  if (document.body) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }));
}
