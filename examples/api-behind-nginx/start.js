// Both programs in one process. In production they are two, and only nginx reaches them.
import './checker.js'
import './service.js'
