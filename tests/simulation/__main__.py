from .campaign import main

raise SystemExit(main())
