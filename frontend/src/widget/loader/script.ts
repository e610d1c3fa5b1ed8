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
