// Answers with which status a document came and how old it is. It is put into healthy pages, too, so
// that it has 300 bytes at most and imports nothing: a test counts.

export interface DocumentStatus {
  url: string;
  /** The address that was loaded, which a page may have changed since. */
  name: string;
  statusCode: number;
  /** How long ago its headers came, in ms. */
  age: number;
  /** When its load began, in ms since 1970. */
  began: number;
}

export default function documentStatus(): DocumentStatus {
  const [entry] = performance.getEntriesByType("navigation") as [PerformanceNavigationTiming];
  const { name, responseStatus, responseStart } = entry;
  return {
    url: location.href,
    name,
    statusCode: responseStatus,
    age: performance.now() - responseStart,
    began: performance.timeOrigin,
  };
}
