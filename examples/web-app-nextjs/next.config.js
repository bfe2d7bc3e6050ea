export default {
  // This folder alone, also where it lies in a repository with packages of its own.
  turbopack: { root: import.meta.dirname },
}
