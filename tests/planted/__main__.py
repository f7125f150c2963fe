from .planting import main

raise SystemExit(main())
