/**
 * Which addresses may be called: those of the internet. A journey, or a record that fills its texts in, must not make the
 * service call what only it can reach (the machine itself, the network behind the firewall, a cloud's metadata).
 */
import { lookup as resolve } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Refused because of where it leads; it is not tried again. */
export class AddressRefused extends Error {}

export interface AddressGuard {
  /**
   * For `connect`: resolves, and gives only addresses that may be called. What it has checked is what is connected to, so a
   * name that leads elsewhere the second time gains nothing.
   */
  readonly lookup: LookupFunction;
  /** Checks a host that is an address itself, for which nothing is looked up. @throws AddressRefused */
  checkHost(hostname: string): void;
}

/**
 * @param allow what may be called though it is not on the internet: addresses, ranges (`10.1.0.0/16`), names of hosts
 * @param resolver how names are resolved; otherwise as the system does
 */
export function createAddressGuard(allow: readonly string[] = [], resolver: typeof resolve = resolve): AddressGuard {
  const ranges = allow.filter((entry) => isIP(entry.split("/")[0] ?? "") !== 0).map(parseRange);
  const hosts = new Set(
    allow.filter((entry) => isIP(entry.split("/")[0] ?? "") === 0).map((host) => host.toLowerCase()),
  );

  const mayCall = (address: string): boolean => {
    const parsed = ipaddr.process(address);
    if (ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits))) return true;
    // Everything else has a purpose of its own in IANA's registries: private, loopback, link-local, mapped, documentation …
    return parsed.range() === "unicast";
  };
  const refuse = (hostname: string, addresses: readonly string[]) =>
    new AddressRefused(
      `${hostname} leads to ${addresses.join(", ")}, which is not on the internet; whoever runs the service can allow it`,
    );

  return {
    lookup(hostname, options, callback) {
      resolver(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, "", 0);
        const good = hosts.has(hostname.toLowerCase())
          ? addresses
          : addresses.filter(({ address }) => mayCall(address));
        const [first] = good;
        const found = addresses.map(({ address }) => address);
        if (!first) return callback(refuse(hostname, found), "", 0);
        if (options.all) callback(null, good);
        else callback(null, first.address, first.family);
      });
    },
    checkHost(hostname) {
      const address = hostname.replace(/^\[(.*)\]$/, "$1");
      if (isIP(address) !== 0 && !hosts.has(address) && !mayCall(address)) throw refuse(hostname, [address]);
    },
  };
}

function parseRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (entry.includes("/")) return ipaddr.parseCIDR(entry);
  const address = ipaddr.process(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
